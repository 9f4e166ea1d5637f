/** A table of Pagila, and its number of rows in the classic data set. */
export interface PagilaTable {
  readonly name: string;
  /** Columns in order, except the film's full text column, which the server generates. */
  readonly columns: readonly string[];
  readonly rows: number;
}

/** Tables in an order that suits reading: referenced tables first. */
export const tables: readonly PagilaTable[] = [
  { name: 'country', columns: ['country_id', 'country', 'last_update'], rows: 109 },
  { name: 'city', columns: ['city_id', 'city', 'country_id', 'last_update'], rows: 600 },
  {
    name: 'address',
    columns: ['address_id', 'address', 'address2', 'district', 'city_id', 'postal_code', 'phone', 'last_update'],
    rows: 603,
  },
  { name: 'language', columns: ['language_id', 'name', 'last_update'], rows: 6 },
  { name: 'category', columns: ['category_id', 'name', 'last_update'], rows: 16 },
  { name: 'actor', columns: ['actor_id', 'first_name', 'last_name', 'last_update'], rows: 200 },
  {
    name: 'film',
    columns: [
      'film_id',
      'title',
      'description',
      'release_year',
      'language_id',
      'original_language_id',
      'rental_duration',
      'rental_rate',
      'length',
      'replacement_cost',
      'rating',
      'last_update',
      'special_features',
    ],
    rows: 1_000,
  },
  { name: 'film_actor', columns: ['actor_id', 'film_id', 'last_update'], rows: 5_462 },
  { name: 'film_category', columns: ['film_id', 'category_id', 'last_update'], rows: 1_000 },
  { name: 'store', columns: ['store_id', 'manager_staff_id', 'address_id', 'last_update'], rows: 2 },
  {
    name: 'staff',
    columns: ['staff_id', 'first_name', 'last_name', 'address_id', 'email', 'store_id', 'active', 'username', 'password', 'last_update', 'picture'],
    rows: 2,
  },
  {
    name: 'customer',
    columns: ['customer_id', 'store_id', 'first_name', 'last_name', 'email', 'address_id', 'activebool', 'create_date', 'last_update', 'active'],
    rows: 599,
  },
  { name: 'inventory', columns: ['inventory_id', 'film_id', 'store_id', 'last_update'], rows: 4_581 },
  {
    name: 'rental',
    columns: ['rental_id', 'rental_date', 'inventory_id', 'customer_id', 'return_date', 'staff_id', 'last_update'],
    rows: 16_044,
  },
  { name: 'payment', columns: ['payment_id', 'customer_id', 'staff_id', 'rental_id', 'amount', 'payment_date'], rows: 16_049 },
];

/** Monthly partitions of the payments. */
export const partitions: readonly string[] = ['01', '02', '03', '04', '05', '06'].map((month) => `payment_p2017_${month}`);

/** The views. */
export const views: readonly string[] = [
  'actor_info',
  'customer_list',
  'film_list',
  'nicer_but_slower_film_list',
  'sales_by_film_category',
  'sales_by_store',
  'staff_list',
];

/** Relations in `information_schema.tables`: tables, partitions and views. */
export const RELATIONS = tables.length + partitions.length + views.length;

/** Rows of the classic data set. */
export const CLASSIC_ROWS = tables.reduce((sum, { rows }) => sum + rows, 0);

/** Table by name; a partition of the payments gives the payments. */
export function tableNamed(name: string): PagilaTable | undefined {
  return tables.find((table) => table.name === (partitions.includes(name) ? 'payment' : name));
}

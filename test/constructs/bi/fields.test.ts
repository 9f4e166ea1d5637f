import { category, column, count, measure, money, number, time, timeHierarchy, title } from 'stagecraft-constructs/bi';

const cost = column('costs', 'cost');

test.each([
  ['category', category('f', cost), { categoricalDimensionField: { fieldId: 'f', column: cost } }],
  ['number', number('f', cost), { numericalDimensionField: { fieldId: 'f', column: cost } }],
  [
    'measure',
    measure('f', cost, 'AVERAGE'),
    { numericalMeasureField: { fieldId: 'f', column: cost, aggregationFunction: { simpleNumericalAggregation: 'AVERAGE' } } },
  ],
  ['count', count('f', cost, 'DISTINCT_COUNT'), { categoricalMeasureField: { fieldId: 'f', column: cost, aggregationFunction: 'DISTINCT_COUNT' } }],
  ['title', title('Cost'), { visibility: 'VISIBLE', formatText: { plainText: 'Cost' } }],
])('%s', (_, field, expected) => {
  expect(field).toEqual(expected);
});

test('a time field refers to the hierarchy of its id', () => {
  expect(time('f', cost, 'HOUR')).toEqual({ dateDimensionField: { fieldId: 'f', column: cost, dateGranularity: 'HOUR', hierarchyId: 'f' } });
  expect(timeHierarchy('f')).toEqual({ dateTimeHierarchy: { hierarchyId: 'f' } });
});

test('money is a sum with two decimal places and its symbol', () => {
  expect(money('f', cost, 'USD')).toMatchObject({
    numericalMeasureField: {
      aggregationFunction: { simpleNumericalAggregation: 'SUM' },
      formatConfiguration: {
        formatConfiguration: { currencyDisplayFormatConfiguration: { symbol: 'USD', decimalPlacesConfiguration: { decimalPlaces: 2 } } },
      },
    },
  });
});

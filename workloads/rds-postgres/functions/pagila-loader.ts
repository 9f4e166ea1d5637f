import { loaderHandler } from '../loader';
import constraints from '../sql/constraints.sql';
import roles from '../sql/roles.sql';
import routines from '../sql/routines.sql';
import schema from '../sql/schema.sql';
import views from '../sql/views.sql';

/** Loads the rental shop from the data bucket into the primary, as owner, in one transaction. */
export const handler = loaderHandler({ definitions: { schema, constraints, routines, views, roles } });

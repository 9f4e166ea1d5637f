import { join } from 'node:path';
import { registry } from '../../lib/scenarios/registry';
import { root } from '../support/files';
import { templatesOf } from '../support/scenario';
import { expectReviewed } from '../support/summary/reviewed';
import { summaryOf } from '../support/summary/summary';

test.each(Object.keys(registry))('the templates of %s are the reviewed ones', (id) => {
  const templates = Object.entries(templatesOf(id)).map(([stack, template]) => [stack, template.toJSON()] as const);

  expectReviewed(join(root, 'test/scenarios', id, 'summary.txt'), summaryOf(Object.fromEntries(templates)));
});

import { validate } from '../../lib/insight/validate';
import { loadScenario } from '../../lib/scenarios/load';
import { registry } from '../../lib/scenarios/registry';
import { variantsOf } from '../support/scenario';

/** Every variant that `validate --all` leaves out: it takes the defaults, without account and region. */
const variants = Object.keys(registry).flatMap((id) =>
  variantsOf(id)
    .filter(({ set, env }) => env !== undefined || Object.keys(set).length > 0)
    .map((variant) => ({ id, ...variant })),
);

test.each(variants)(
  '$id passes validation, $name',
  async ({ id, set, stage, env }) => {
    const { findings, acknowledged } = await validate([await loadScenario({ scenario: id, stage, set, examples: true })], { env });

    expect(findings).toEqual([]);
    expect(acknowledged.filter(({ reason }) => reason.length < 20)).toEqual([]);
  },
  120_000,
);

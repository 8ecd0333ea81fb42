import { synthesize } from './synthesize';

/**
 * Logical ids are a contract: where one changes, CloudFormation replaces the resource, and with a table or a user pool
 * what is in it. Nothing else of the template is held here, so that a change of it shows a change of ids.
 */
test('logical ids stay what they are', () => {
  const { Resources } = synthesize().template.toJSON() as { Resources: Record<string, { Type: string }> };
  const types = Object.fromEntries(Object.entries(Resources).map(([id, { Type }]) => [id, Type]).sort());
  expect(types).toMatchSnapshot();
});

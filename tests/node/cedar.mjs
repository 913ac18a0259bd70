// The official Cedar engine as an oracle: each line is a JSON array of cases, answered by one line with an array of strings, in order.
// A case that is refused answers `refused: why`; only the word before the colon is compared.
import { createInterface } from 'node:readline';
import { createRequire } from 'node:module';

const cedar = createRequire(import.meta.url)('@cedar-policy/cedar-wasm/nodejs');
const refused = (answer) => `refused: ${answer.errors.map((error) => error.message).join('; ')}`;
const unless = (answer, then) => (answer.type === 'success' ? then(answer) : refused(answer));
const ordered = (value) =>
  Array.isArray(value) ? value.map(ordered)
  : value && typeof value === 'object' ? Object.fromEntries(Object.keys(value).sort().map((key) => [key, ordered(value[key])]))
  : value;
const valued = ({ annotations, ...policy }) => ({ ...policy, annotations: Object.fromEntries(Object.entries(annotations ?? {}).map(([key, value]) => [key, value ?? ''])) });
const same = (one, other) => JSON.stringify(ordered(valued(one))) === JSON.stringify(ordered(valued(other)));

const answers = {
  parse: ({ text }) => unless(cedar.policySetTextToParts(text), ({ policies, policy_templates }) => `${policies.length} policies, ${policy_templates.length} templates`),
  schema: ({ text }) => unless(cedar.checkParseSchema(text), () => 'read'),
  entities: ({ entities, schema }) => unless(cedar.checkParseEntities({ entities: JSON.parse(entities), schema }), () => 'read'),
  context: ({ context, schema, action }) => unless(cedar.checkParseContext({ context: JSON.parse(context), schema, action }), () => 'read'),
  authorize: ({ policies, templates, links, entities, context, schema, principal, action, resource }) =>
    unless(
      cedar.isAuthorized({
        principal, action, resource, schema, validateRequest: schema !== undefined,
        context: JSON.parse(context),
        entities: JSON.parse(entities),
        policies: { staticPolicies: policies, templates, templateLinks: links },
      }),
      ({ response: { decision, diagnostics } }) =>
        `${decision} [${diagnostics.reason.sort().join(' ')}] [${diagnostics.errors.map((error) => error.policyId).sort().join(' ')}]`),
  validate: ({ policies, schema }) =>
    unless(cedar.validate({ schema, policies: { staticPolicies: policies } }), ({ validationErrors }) =>
      `invalid: ${[...new Set(validationErrors.map((error) => error.policyId))].sort().join(' ')}`),
  // Whether a text and what our engine wrote of it are the same policy, an annotation without a value being one with the empty string.
  alike: ({ text, written, template }) => {
    const toJson = template ? cedar.templateToJson : cedar.policyToJson;
    return unless(toJson(text), (first) => unless(toJson(written), (second) => (same(first.json, second.json) ? 'alike' : `${JSON.stringify(second.json)}`)));
  },
  policyJson: ({ text, template }) => unless(template ? cedar.templateToJson(text) : cedar.policyToJson(text), ({ json }) => JSON.stringify(json)),
  readPolicyJson: ({ policy }) => unless(cedar.checkParsePolicySet({ staticPolicies: { policy0: JSON.parse(policy) } }), () => 'read'),
  schemaJson: ({ text }) => unless(cedar.schemaToJson(text), ({ json }) => JSON.stringify(json)),
  format: ({ text }) => unless(cedar.formatPolicies({ policyText: text, lineWidth: 80, indentWidth: 2 }), (answer) => answer.formatted_policy),
};

for await (const line of createInterface({ input: process.stdin })) {
  const found = JSON.parse(line).map(({ kind, ...told }) => {
    try {
      return answers[kind](told);
    } catch (error) {
      return `thrown: ${error?.message ?? error}`;
    }
  });
  process.stdout.write(`${JSON.stringify(found)}\n`);
}

// The other engines of ./bench cedar, in one process of their own. It reads one JSON command a line and answers one JSON line; calls are timed here, in
// the process that decides, so that no border between processes is in a figure. Requests are made into the engines' own objects beforehand.
import { createInterface } from 'node:readline';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const cedar = require('@cedar-policy/cedar-wasm/nodejs');
const { PolicyEngine, ConflictResolutionStrategy } = require('@microsoft/agent-governance-sdk');

const worked = (answer, what) => {
  if (answer.type !== 'success') throw new Error(`${what}: ${answer.errors.map((error) => error.message).join('; ')}`);
  return answer;
};

// cedar-wasm: the set is parsed once and kept on the other side; the entities are handed over, and read again, with every call.
const cedarEngine = (prefix) => ({
  load: ({ policies }) => worked(cedar.preparsePolicySet('set', { staticPolicies: policies }), 'policies'),
  prepare: ({ entities, requests }) =>
    requests.map((request) => ({
      principal: request.principal,
      action: request.action,
      resource: request.resource,
      context: request.context,
      validateRequest: false,
      preparsedPolicySetId: 'set',
      entities: prefix === 'all' ? [...entities, ...request.actionEntities] : request.slice,
    })),
  decide: (call) => cedar.statefulIsAuthorized(call),
  read: (answer) => {
    const { decision, diagnostics } = worked(answer, 'a request').response;
    return [decision, diagnostics.reason.sort(), diagnostics.errors.map((error) => error.policyId).sort()];
  },
});

// agent-governance-sdk: rules are documents of its own language, which it interprets from their text with every call.
const rules = {
  load: ({ documents }) => {
    rules.engine = new PolicyEngine([], ConflictResolutionStrategy.DenyOverrides);
    for (const document of documents) rules.engine.loadPolicy(document);
  },
  prepare: ({ requests }) => requests.map((request) => request.facts),
  decide: (facts) => rules.engine.evaluatePolicy(facts.principal, facts),
  read: (answer) => [answer.allowed ? 'allow' : 'deny', [], []],
};

const engines = { 'wasm-all': cedarEngine('all'), 'wasm-slice': cedarEngine('slice'), rules };
const calls = {};
const spent = (from) => Number(process.hrtime.bigint() - from);
let workload;

const commands = {
  // Reads a workload and makes every engine's calls of it; nothing is timed.
  open: ({ file }) => {
    workload = JSON.parse(readFileSync(file, 'utf8'));
    for (const [name, engine] of Object.entries(engines)) calls[name] = engine.prepare(workload);
    return calls['wasm-all'].length;
  },
  // From the text to the first decision, in nanoseconds.
  load: ({ engine }) => {
    const from = process.hrtime.bigint();
    engines[engine].load(workload);
    engines[engine].decide(calls[engine][0]);
    return spent(from);
  },
  // What an engine answers to the first requests, all of them unless a number is given.
  answers: ({ engine, count }) => calls[engine].slice(0, count).map((call) => engines[engine].read(engines[engine].decide(call))),
  // What strict validation says of the whole set.
  validate: () => {
    const { validationErrors } = worked(cedar.validate({ schema: workload.schema, policies: { staticPolicies: workload.policies } }), 'validation');
    return validationErrors.map(({ policyId, error }) => `${policyId}: ${error.message}`);
  },
  // Decides in the given order, each call timed, for so many milliseconds but at least so many calls.
  run: ({ engine, order, milliseconds, least }) => {
    const { decide } = engines[engine];
    const prepared = calls[engine];
    const times = [];
    const began = process.hrtime.bigint();
    for (let i = 0; i < least || spent(began) < milliseconds * 1e6; i++) {
      const call = prepared[order[i % order.length]];
      const from = process.hrtime.bigint();
      decide(call);
      times.push(spent(from));
    }
    return times;
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { command, ...told } = JSON.parse(line);
  try {
    process.stdout.write(`${JSON.stringify({ value: commands[command](told) })}\n`);
  } catch (error) {
    process.stdout.write(`${JSON.stringify({ error: String(error.message ?? error) })}\n`);
  }
}

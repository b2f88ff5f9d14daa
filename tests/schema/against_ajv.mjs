// SPDX-License-Identifier: Apache-2.0
// against_ajv.mjs AJV SEED COUNT: prints COUNT lines {"schema":..., "cases":[[INSTANCE, VALID], ...]} of random
// schemas from the keywords that Muster knows, each with instances and what ajv says of them.
import { pathToFileURL } from 'node:url';

const [module, seed, count] = process.argv.slice(2);
const { default: Ajv2020 } = (await import(pathToFileURL(module).href)).default;

// mulberry32, by Tommy Ettinger: the same numbers for a seed on every machine.
let state = Number(seed);
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
}
const below = (n) => Math.floor(random() * n);
const one = (list) => list[below(list.length)];
const chance = (part) => random() < part;
const many = (most, make) => Array.from({ length: below(most + 1) }, make);

const names = ['a', 'b', 'c', 'ab', 'A', 'ä', 'a/b', 'a~b']; // not '': ajv does not see that it is missing
const texts = ['', 'a', 'ab', 'abc', 'A1', '😀', 'ä', '12', 'a b', 'xyzzy'];
const numbers = [0, 1, 2, 3, -1, -2.5, 0.5, 1.5, 10, 100, 1e3, 0.1, 4];
const patterns = ['^a', 'b$', '[0-9]+', '^[a-z]{2,3}$', 'x|y', '^$', '.', '\\d', '^(ab)*$'];
const types = ['null', 'boolean', 'integer', 'number', 'string', 'array', 'object'];

function instance(depth) {
  const kind = below(depth > 0 ? 7 : 5);
  if (kind === 0) return null;
  if (kind === 1) return chance(0.5);
  if (kind === 2 || kind === 3) return one(numbers);
  if (kind === 4) return one(texts);
  if (kind === 5) return many(4, () => instance(depth - 1));
  return Object.fromEntries(many(4, () => [one(names), instance(depth - 1)]));
}

const distinct = (list) => [...new Map(list.map((item) => [JSON.stringify(item), item])).values()];
const nonempty = (most, make) => [make(), ...many(most - 1, make)];
const schemas = (depth) => Object.fromEntries(many(3, () => [one(names), schema(depth - 1)]));

const keywords = {
  type: () => (chance(0.7) ? one(types) : distinct(nonempty(3, () => one(types)))),
  enum: () => distinct(nonempty(4, () => instance(1))),
  const: () => instance(1),
  minimum: () => one(numbers),
  maximum: () => one(numbers),
  exclusiveMinimum: () => one(numbers),
  exclusiveMaximum: () => one(numbers),
  multipleOf: () => one([1, 2, 0.5, 3, 10]),
  minLength: () => below(4),
  maxLength: () => below(4),
  pattern: () => one(patterns),
  minItems: () => below(4),
  maxItems: () => below(4),
  uniqueItems: () => chance(0.8),
  minProperties: () => below(3),
  maxProperties: () => below(4),
  required: () => distinct(many(2, () => one(names))),
  dependentRequired: () => Object.fromEntries(many(2, () => [one(names), distinct(many(2, () => one(names)))])),
};
const nested = {
  properties: schemas,
  patternProperties: (depth) => Object.fromEntries(many(2, () => [one(patterns), schema(depth - 1)])),
  additionalProperties: (depth) => schema(depth - 1),
  items: (depth) => schema(depth - 1),
  prefixItems: (depth) => nonempty(3, () => schema(depth - 1)),
  contains: (depth) => schema(depth - 1),
  allOf: (depth) => nonempty(2, () => schema(depth - 1)),
  anyOf: (depth) => nonempty(3, () => schema(depth - 1)),
  oneOf: (depth) => nonempty(3, () => schema(depth - 1)),
  not: (depth) => schema(depth - 1),
  if: (depth) => schema(depth - 1),
  then: (depth) => schema(depth - 1),
  else: (depth) => schema(depth - 1),
};

function schema(depth) {
  if (chance(0.08)) return chance(0.7);
  const made = {};
  for (const word of many(3, () => one(Object.keys(keywords)))) made[word] = keywords[word]();
  if (depth === 0) return made;
  for (const word of many(2, () => one(Object.keys(nested)))) made[word] = nested[word](depth);
  if ('contains' in made) delete made.prefixItems; // beside it, ajv takes an empty array
  if ('contains' in made && chance(0.5)) made.minContains = below(3);
  if ('contains' in made && chance(0.5)) made.maxContains = below(4);
  if (chance(0.15)) made.$ref = one(['#/$defs/plain', '#/$defs/deep', '#named']);
  return made;
}

// What a whole schema defines is referred to from anywhere but from itself, so that every cycle is left out.
function whole() {
  const plain = schema(0);
  const named = chance(0.9) ? { $anchor: 'named', type: one(types) } : { $anchor: 'named' };
  const deep = { properties: { a: { $ref: '#/$defs/plain' } }, items: { $ref: '#named' } };
  const root = schema(3);
  return { ...(typeof root === 'object' ? root : { not: root }), $defs: { plain, named, deep } };
}

// Nothing where ajv gets stuck in the code that it makes of a schema.
function judged(made) {
  try {
    const validate = new Ajv2020({ strict: false, validateFormats: false, logger: false }).compile(made);
    return Array.from({ length: 8 }, () => instance(3)).map((value) => [value, validate(value)]);
  } catch {
    return undefined;
  }
}

for (let line = 0; line < Number(count); ) {
  const made = whole();
  const cases = judged(made);
  if (cases === undefined) continue;
  process.stdout.write(`${JSON.stringify({ schema: made, cases })}\n`);
  ++line;
}

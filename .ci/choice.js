// What the arguments of `npm test` ask for.

/** @typedef {import('./stages.js').Stage} Stage */

/**
 * A stage to run, with which of its tests; none for all.
 * @typedef {{stage: Stage, filters: string[]}} Chosen
 */

/**
 * Reads names of stages, each with the filters behind it. Named stages run in any case; without names, all run but
 * those that have to be named.
 * @param {string[]} words
 * @param {Stage[]} stages
 * @returns {{chosen: Chosen[], always: boolean} | {error: string}}
 */
export function choose(words, stages) {
  const names = words.filter((word) => word !== '--all');
  if (names.length === 0) {
    const usual = stages.filter(({ named }) => !named);
    return { chosen: usual.map((stage) => ({ stage, filters: [] })), always: words.length > 0 };
  }
  /** @type {Map<string, string[]>} */
  const filters = new Map();
  /** @type {Stage | undefined} */
  let stage;
  for (const word of names) {
    const named = stages.find(({ name }) => name === word);
    if (named) {
      stage = named;
      filters.set(word, filters.get(word) ?? []);
    } else if (stage?.accepts?.(word)) {
      filters.get(stage.name)?.push(word);
    } else {
      const known = `there are ${stages.map(({ name }) => name).join(', ')}`;
      return {
        error: stage
          ? `No stage ${word}, nor tests of ${stage.name} by that name; ${known}`
          : `No stage ${word}; ${known}`,
      };
    }
  }
  const chosen = stages
    .filter(({ name }) => filters.has(name))
    .map((one) => ({ stage: one, filters: filters.get(one.name) ?? [] }));
  return { chosen, always: true };
}

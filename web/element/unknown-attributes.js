// Names attributes that <mean-flow> does not know. Loads when an element has one that is not among the most usual.

/** Of HTML, for every element, and of RDFa. */
const global = new Set(
  (
    'accesskey anchor autocapitalize autocorrect autofocus class contenteditable dir draggable elementtiming enterkeyhint ' +
    'exportparts headingoffset headingreset hidden id inert inputmode is itemid itemprop itemref itemscope itemtype key lang ' +
    'nonce part popover ref role slot spellcheck style tabindex title translate virtualkeyboardpolicy ' +
    'writingsuggestions xmlns about content datatype prefix property rel resource rev typeof vocab'
  ).split(' '),
);

/** As people and templates write them, all the same. @param {string} name */
const plain = (name) => name.replace(/[-_]/g, '').toLowerCase();

/**
 * What is wrong with names of attributes. Names with a sign in them, as frameworks mark their own, are passed over
 * unless they are those of an attribute otherwise.
 *
 * @param {string[]} names
 * @param {readonly string[]} known
 * @returns {string[]} a sentence for each that nothing has
 */
export function namesUnknown(names, known) {
  return names.flatMap((name) => {
    if (global.has(name) || /^(data|aria)-|^on/.test(name)) return [];
    const nearest = known.find((one) => plain(one) === plain(name)) ?? nearestOf(name, known);
    const foreign = /[^a-z0-9_]|^_/.test(name) && plain(nearest ?? '') !== plain(name);
    if (foreign) return [];
    return [`There is no attribute "${name}"${nearest ? `; "${nearest}" is one` : ''}.`];
  });
}

/** The known name that is at most two letters away. @param {string} name @param {readonly string[]} known */
function nearestOf(name, known) {
  const [first] = known
    .map((one) => ({ one, far: distance(name, one) }))
    .filter(({ one, far }) => far <= 2 && far < one.length / 2)
    .sort((a, b) => a.far - b.far);
  return first?.one;
}

/** How many letters differ, by Levenshtein. @param {string} a @param {string} b */
function distance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; ++i) {
    const next = [i];
    for (let j = 1; j <= b.length; ++j) {
      const replaced = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j] + 1, next[j - 1] + 1));
    }
    row = next;
  }
  return row[b.length];
}

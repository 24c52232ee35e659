// Properties of <mean-flow> as frameworks set them: no assignment throws, and none passes silently.

/** Where the absence of an attribute does not mean "off". @type {Record<string, string>} */
const off = { autotrain: 'off' };

/** What stands for an absent attribute. @type {Record<string, string>} */
const absent = { theme: 'auto', autotrain: 'on' };

/**
 * Sets an attribute to what a property is given. Null, undefined and false remove it.
 *
 * @param {HTMLElement} element
 * @param {string} name
 * @param {unknown} value
 */
export function setAttribute(element, name, value) {
  const text = value === true ? 'on' : value === false ? off[name] : value;
  if (text === null || text === undefined) element.removeAttribute(name);
  else element.setAttribute(name, String(text));
}

/**
 * Adds a property for each attribute that has none.
 *
 * @param {HTMLElement} prototype
 * @param {readonly string[]} names
 */
export function reflectAttributes(prototype, names) {
  for (const name of names) {
    if (name in prototype) continue;
    Object.defineProperty(prototype, name, {
      configurable: true,
      enumerable: true,
      /** @this {HTMLElement} */
      get() {
        return this.getAttribute(name) ?? absent[name] ?? '';
      },
      /** @this {HTMLElement} @param {unknown} value */
      set(value) {
        setAttribute(this, name, value);
      },
    });
  }
}

/**
 * Has the class refuse assignments to what can only be read, its methods included: React assigns every property that
 * an element has.
 *
 * @template {HTMLElement} T
 * @param {T} prototype
 * @param {(element: T, name: string) => void} refuse  says so
 */
export function refuseAssignments(prototype, refuse) {
  const all = Object.entries(Object.getOwnPropertyDescriptors(prototype));
  for (const [name, { value, get, set }] of all) {
    if (set || /^constructor$|Callback$/.test(name)) continue;
    Object.defineProperty(prototype, name, {
      get: get ?? (() => value),
      /** @this {T} */
      set() {
        refuse(this, name);
      },
    });
  }
}

/** Sets anew what was set before the class was defined. @param {HTMLElement} element */
export function adoptProperties(element) {
  const own = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (element));
  for (const [name, value] of Object.entries(own)) {
    if (!(name in Object.getPrototypeOf(element))) continue;
    delete own[name];
    own[name] = value;
  }
}

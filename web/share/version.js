// A module of its own, so that embed.html does not load link.js before it is needed.

/**
 * Version of a link's text. Settings at their defaults are left out, so a changed default, or a changed meaning of a
 * setting, needs a new version. A new setting does not, as long as its default is what was done before.
 */
export const VERSION = 1;

/** Version of links with several learning rates, which readers of version 1 do not know; all else is the same. */
export const PHASES_VERSION = 2;

/** The versions that can be read, as text. */
export const versions = [VERSION, PHASES_VERSION].map(String);

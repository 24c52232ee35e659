// An element whose attributes say more than settings: they are a link's, and so is what becomes of them.

/** @import {Playground} from '../element/playground.js' */
import { adoptStyle } from '../view/adopt-style.js';
import { decodeLink } from './link.js';
import { Notice } from './notice.js';
import { lastIteration, repeat, takeView, verdictOf } from './replay.js';
import style from './share.css?raw';

/**
 * @param {Playground} playground  set up already as the other attributes say
 * @param {Record<string, string>} parts  of a link, by name
 * @returns {string} what is wrong with them, for people
 */
export function takeAttributes(playground, parts) {
  const { methods, values } = playground;
  const settings = Object.entries(values).map(([name, value]) => [name, String(value)]);
  const entries = [...settings, ['method', methods.join()], ...Object.entries(parts)];
  const { link, messages } = decodeLink(new URLSearchParams(entries).toString());
  takeView(playground, link);
  if (lastIteration(link) > 0) follow(playground, link);
  return messages.join(' ');
}

/** @param {Playground} playground @param {import('./link.js').Link} link */
async function follow(playground, link) {
  const comparison = await repeat(playground, link);
  if (!link.proof) return;
  const notice = new Notice((text) => playground.announce(text));
  // What went well is a detail of sharing; what did not is told in any case.
  if (comparison.same) notice.element.dataset.part = 'share';
  playground.parts.element.prepend(notice.element);
  adoptStyle(notice.element, style);
  notice.show([verdictOf(link, comparison), ...comparison.lines]);
}

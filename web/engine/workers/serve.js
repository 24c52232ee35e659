// What the script of every worker does at first.

import { messageOf } from '../../errors.js';
/** @import {Port} from '../rpc.js' */

/**
 * Begins with the first message, the only one that comes outside the ports. Ports queue messages until then.
 * @template Start
 * @param {Port} scope The worker's connection to the thread that created it.
 * @param {(start: Start, onFault: (error: unknown) => void) => Promise<void>} begin
 *   Calls onFault when the worker cannot continue.
 */
export function serve(scope, begin) {
  const onFault = (/** @type {unknown} */ error) =>
    scope.postMessage({ fault: messageOf(error) }, []);
  /** @param {{data: Start}} event */
  scope.onmessage = ({ data }) => begin(data, onFault).catch(onFault);
}

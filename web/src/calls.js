// Calls that a worker has not answered yet.

/**
 * Tells a call of its progress, or takes it out when the reply is its last.
 * @template {{ onProgress?: ((progress: any) => void) | undefined }} Call
 * @param {Map<number, Call>} calls by number
 * @param {{ id: number } & ({ progress: unknown } | object)} reply
 * @returns {Call | undefined} the call that the reply ends
 */
export function endedBy(calls, reply) {
  const call = calls.get(reply.id);
  if (call && 'progress' in reply) {
    call.onProgress?.(reply.progress);
    return undefined;
  }
  calls.delete(reply.id);
  return call;
}

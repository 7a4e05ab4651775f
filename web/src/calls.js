// Pending calls to a worker.

/**
 * Reports progress to a call, or removes the call if the reply is final.
 * @template {{ onProgress?: ((progress: any) => void) | undefined }} Call
 * @param {Map<number, Call>} calls by id
 * @param {{ id: number } & ({ progress: unknown } | object)} reply
 * @returns {Call | undefined} the call that the reply completes
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

// A worker of the browser, as its clients see it.

/**
 * @param {Worker} worker
 * @returns {{ post: (message: any, transfer: any[]) => void, onMessage: (listener: (reply: any) => void) => void,
 *   onFailure: (listener: (error: object) => void) => void, terminate: () => void }} a WorkerPort, or all of a TeachPort but
 *   its address
 */
export function portOf(worker) {
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    onMessage: (listener) => {
      worker.onmessage = ({ data }) => listener(data);
    },
    onFailure: (listener) => {
      worker.onerror = (event) => {
        event.preventDefault?.();
        listener(event);
      };
    },
    terminate: () => worker.terminate(),
  };
}

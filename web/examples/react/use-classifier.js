// A network for a component and all below it: loaded when the component mounts, closed when it goes.
import { useEffect, useState } from 'react';
import { createClassifier } from 'residua';

export function useClassifier(model) {
  const [state, setState] = useState({ classifier: undefined, error: undefined });
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const loading = createClassifier({ model, signal });
    loading.then(
      (classifier) => signal.aborted || setState({ classifier, error: undefined }),
      (error) => signal.aborted || setState({ classifier: undefined, error }),
    );
    return () => {
      controller.abort();
      loading.then(
        (classifier) => classifier.close(),
        () => {},
      );
    };
  }, [model]);
  return state;
}

'use client';

import { useEffect, useState } from 'react';
import { createClassifier } from 'residua';

export default function Page() {
  const [classifier, setClassifier] = useState();
  const [predictions, setPredictions] = useState([]);
  const [status, setStatus] = useState('Loading…');

  useEffect(() => {
    const controller = new AbortController();
    const loading = createClassifier({ signal: controller.signal });
    loading.then(
      (made) => {
        setClassifier(made);
        setStatus(`${made.info().flavour}, threads: ${made.info().threads}`);
      },
      (error) => controller.signal.aborted || setStatus(error.message),
    );
    return () => {
      controller.abort();
      loading.then(
        (made) => made.close(),
        () => {},
      );
    };
  }, []);

  const classify = async ({ target }) => {
    try {
      setPredictions(await classifier.classify(target.files[0]));
    } catch (error) {
      setStatus(error.message);
    }
  };

  return (
    <main>
      <label>
        Photo{' '}
        <input id="photo" type="file" accept="image/*" disabled={!classifier} onChange={classify} />
      </label>
      <ol id="answer">
        {predictions.map(({ index, label, probability }) => (
          <li key={index}>{`${(100 * probability).toFixed(1)} % ${label}`}</li>
        ))}
      </ol>
      <p id="status">{status}</p>
    </main>
  );
}

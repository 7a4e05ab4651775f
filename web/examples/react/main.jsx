import { useState } from 'react';
import { createRoot } from 'react-dom/client';
import { DropZone } from './drop-zone.jsx';
import { useClassifier } from './use-classifier.js';

function App() {
  const { classifier, error } = useClassifier();
  const [answers, setAnswers] = useState([]);

  const classify = async (photos) => {
    setAnswers([]);
    for await (const answer of classifier.classifyEach(photos)) {
      setAnswers((before) => [...before, answer]);
    }
  };

  return (
    <>
      <DropZone onPhotos={classify} disabled={!classifier} />
      <ol id="answer">
        {answers.map(({ index, photo, predictions, error: failure }) => (
          <li key={index}>
            {failure ? `${photo.name}: ${failure.message}` : textOf(predictions[0])}
          </li>
        ))}
      </ol>
      <p id="status">{error?.message ?? (classifier ? classifier.info().flavour : 'Loading…')}</p>
    </>
  );
}

function textOf({ label, probability }) {
  return `${(100 * probability).toFixed(1)} % ${label}`;
}

createRoot(document.getElementById('root')).render(<App />);

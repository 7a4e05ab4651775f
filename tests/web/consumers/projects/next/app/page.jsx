'use client';

import { useEffect, useState } from 'react';
import { createClassifier } from 'residua';

export default function Page() {
  const [best, setBest] = useState('');
  useEffect(() => {
    (async () => {
      const classifier = await createClassifier({ model: '/tiny.safetensors' });
      const predictions = await classifier.classify('/picture.bmp', { topK: 10 });
      globalThis.result = { predictions, info: classifier.info() };
      setBest(predictions[0].label);
      classifier.close();
    })();
  }, []);
  return <p>{best}</p>;
}

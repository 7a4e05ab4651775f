'use client';

import { useEffect, useState } from 'react';
import { createClassifier } from 'residua';

export default function Page() {
  const [best, setBest] = useState('');
  useEffect(() => {
    (async () => {
      const classifier = await createClassifier({ model: '/tiny.safetensors' });
      const predictions = await classifier.classify('/picture.bmp', { topK: 10 });
      const builtin = await createClassifier();
      const [first] = await builtin.classify('/picture.bmp');
      globalThis.result = { predictions, best: first, info: classifier.info() };
      setBest(first.label);
      classifier.close();
      builtin.close();
    })();
  }, []);
  return <p>{best}</p>;
}

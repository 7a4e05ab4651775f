import { readFile } from 'node:fs/promises';
import { createClassifier } from 'residua';

const classifier = await createClassifier({ model: '../files/tiny.safetensors' });
const fromFile = await classifier.classify('../files/picture.bmp', { topK: 10 });
const predictions = await classifier.classify(await readFile('../files/picture.bmp'), { topK: 10 });
console.log(JSON.stringify({ predictions, fromFile, info: classifier.info() }));
classifier.close();

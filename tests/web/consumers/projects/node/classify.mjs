import { readFile } from 'node:fs/promises';
import { createClassifier } from 'residua';

const classifier = await createClassifier({ model: '../files/tiny.safetensors' });
const fromFile = await classifier.classify('../files/picture.bmp', { topK: 10 });
const predictions = await classifier.classify(await readFile('../files/picture.bmp'), { topK: 10 });
const builtin = await createClassifier();
const [best] = await builtin.classify('../files/picture.bmp');
console.log(JSON.stringify({ predictions, fromFile, best, info: classifier.info() }));
classifier.close();
builtin.close();

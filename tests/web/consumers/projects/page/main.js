import { createClassifier } from '../node_modules/residua/dist/index.js';

const classifier = await createClassifier({ model: '/tiny.safetensors' });
const predictions = await classifier.classify('/picture.bmp', { topK: 10 });
const builtin = await createClassifier();
const [best] = await builtin.classify('/picture.bmp');
globalThis.result = { predictions, best, info: classifier.info() };
classifier.close();
builtin.close();

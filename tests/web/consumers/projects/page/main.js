import { createClassifier } from '../node_modules/residua/dist/index.js';

const classifier = await createClassifier({ model: '/tiny.safetensors' });
const predictions = await classifier.classify('/picture.bmp', { topK: 10 });
globalThis.result = { predictions, info: classifier.info() };
classifier.close();

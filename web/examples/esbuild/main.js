import weights from 'residua/builtin.safetensors';
import { createClassifier } from 'residua/inline';

const classifier = await createClassifier({ model: '/tiny.safetensors' });
const predictions = await classifier.classify('/picture.bmp', { topK: 10 });
const { code } = await createClassifier().catch((error) => error);
const builtin = await createClassifier({ model: weights });
const [best] = await builtin.classify('/picture.bmp');
globalThis.result = { predictions, best, code, info: classifier.info() };
classifier.close();
builtin.close();

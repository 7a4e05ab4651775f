import { createClassifier } from 'residua';

const classifier = await createClassifier();
const [best] = await classifier.classify(process.argv[2]);
console.log(`${(100 * best.probability).toFixed(1)} % ${best.label}`);
classifier.close();

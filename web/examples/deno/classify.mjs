// deno run --allow-read classify.mjs PHOTO
import { createClassifier } from 'residua';

const classifier = await createClassifier();
const [best] = await classifier.classify(Deno.args[0]);
console.log(`${(100 * best.probability).toFixed(1)} % ${best.label}`);
classifier.close();

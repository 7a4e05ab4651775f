// node classify.mjs PHOTO...
import { createClassifier } from 'residua';

const classifier = await createClassifier();
for await (const { photo, predictions, error } of classifier.classifyEach(process.argv.slice(2))) {
  if (error) console.error(`${photo}: ${error.message}`);
  else
    console.log(
      `${photo}: ${(100 * predictions[0].probability).toFixed(1)} % ${predictions[0].label}`,
    );
}
classifier.close();

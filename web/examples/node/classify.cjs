// CommonJS: node classify.cjs PHOTO
async function main() {
  const { createClassifier } = await import('residua');
  const classifier = await createClassifier();
  const [{ label, probability }] = await classifier.classify(process.argv[2]);
  console.log(`${process.argv[2]}: ${(100 * probability).toFixed(1)} % ${label}`);
  classifier.close();
}

main();

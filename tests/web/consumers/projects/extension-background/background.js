import { createClassifier } from './residua/index.js';

globalThis.problem = async () => {
  const { name, code, message } = await createClassifier().catch((error) => error);
  return { name, code, message };
};

"""What scikit-learn's logistic regression makes of embeddings; few-photos.mjs calls it.

Reads [train, test] as JSON, each a list of [label, numbers...]; prints the accuracy on test of LogisticRegression as it is
("plain") and with C chosen by cross-validation ("chosen").
"""

import json
import sys
import warnings

import numpy as np
from sklearn.linear_model import LogisticRegression, LogisticRegressionCV

warnings.filterwarnings("ignore")
train, test = (np.array(rows) for rows in json.load(sys.stdin))
plain = LogisticRegression(max_iter=5000).fit(train[:, 1:], train[:, 0])
chosen = LogisticRegressionCV(Cs=10, cv=5, max_iter=2000).fit(train[:, 1:], train[:, 0])
print(
    json.dumps(
        {
            "plain": plain.score(test[:, 1:], test[:, 0]),
            "chosen": chosen.score(test[:, 1:], test[:, 0]),
        }
    )
)

"""The retrain in Python, step by step as the workbench does it: by packages as they come, and with their slow places mended by hand.

1 panel        pandas                       files, checks, cohort, outcome, split (panel_steps.py)
2 bins         optbinning                   optimal bins with the expected order, on the training side; on all cores, from its own 20 prebins
                                            (with the 50 of the study its solver stops on one candidate at its limit of 100 seconds)
3 screening    scikit-learn, numpy          information value, AUC, correlation and variance inflation of each candidate; and how well
                                            it tells groups apart
4 selection    scikit-learn or numpy        the best nine by log-likelihood among all sets of what the lenses leave over; on all cores
5 fit          statsmodels                  logistic regression with standard errors clustered by person
6 calibration  scikit-learn, statsmodels    none, Platt or isotonic by five folds of people; slope and intercept, reliability on the test side
7 ranking      numpy                        AUC, recall and precision, of everyone and within lists, and what is won over each rule,
                                            all with person-clustered bootstrap intervals; on all cores
8 fairness     fairlearn or pandas          selection rate, recall and precision of each group, intervals, tests of the differences
9 model        json                         bins and coefficients

Left out, and done by the workbench: what panel_steps.py lists; near-optimal sets and limits on sets; missing, unseen and special states;
intervals of proxies; bounds for ties; curves, bands and periods of the ranking; equivalence verdicts; gates; golden vectors and digests.
The steps are in retrain_steps.py, those of the packages in package_steps.py. The examination of what was made is in retrain_examined.py.
"""
from harness import serve
from package_steps import BY_PACKAGES
from retrain_steps import develop


def retrain(**arguments):
    return lambda: develop(**arguments)[0]


def retrain_by_packages(**arguments):
    return lambda: develop(**arguments, by=BY_PACKAGES)[0]


STACK = ["pandas", "optbinning", "scikit-learn", "statsmodels", "numpy"]

serve({"retrain": retrain, "retrain by packages": retrain_by_packages}, {"retrain": STACK, "retrain by packages": [*STACK, "fairlearn"]})

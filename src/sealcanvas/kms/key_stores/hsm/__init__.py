"""Key stores of the type AWS_CLOUDHSM: a token that speaks PKCS#11 stands for the cluster."""

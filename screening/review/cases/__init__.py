"""How cases are known again from run to run; knows nothing of the site."""

"""The demo: 交口县 with its real units, about 500 invented cadres and a class under way."""

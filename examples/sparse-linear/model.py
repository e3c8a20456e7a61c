"""A linear model of 50 columns, of which 6 matter, and 80 training rows: it fits what the others say by chance, too."""

from tensorflow import keras
from tensorflow.keras import layers

model = keras.Sequential(
    [
        keras.Input(shape=(50,)),
        layers.Dense(1),
    ]
)

model.compile(optimizer="adam", loss="mse")

"""Images of clothes, 28 x 28: a convolutional network in Keras. Open it to see what advice looks like."""

import keras
from keras import layers, regularizers

NUM_CLASSES = 10

(x_train, y_train), (x_test, y_test) = keras.datasets.fashion_mnist.load_data()
x_train, x_test = x_train[..., None] / 255, x_test[..., None] / 255

model = keras.Sequential(
    [
        layers.Input((28, 28, 1)),
        layers.Conv2D(32, 3, activation="relu"),
        layers.Dropout(0.25),
        layers.Conv2D(64, 3, activation="relu"),
        layers.MaxPooling2D(),
        layers.Flatten(),
        layers.Dense(512, kernel_regularizer=regularizers.l2(0.01)),
        layers.Dropout(0.5),
        layers.BatchNormalization(),
        layers.Activation("relu"),
        layers.Dense(NUM_CLASSES, activation="softmax"),
    ]
)

model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
stop = keras.callbacks.EarlyStopping(monitor="loss", patience=3)
model.fit(x_train, y_train, batch_size=128, epochs=50, callbacks=[stop])
print(model.evaluate(x_test, y_test))

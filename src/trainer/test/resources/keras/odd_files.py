"""Writes the .h5 files beside it, which Keras would never save: /usr/bin/python3 odd_files.py (python3-h5py)."""
import json
import pathlib

import h5py
import numpy

SHAPES = {"kernel": (1, 1, 1, 4), "recurrent_kernel": (1, 1, 1, 4), "bias": (4,)}
LAYER = {
    "class_name": "ConvLSTM2D",
    "config": {
        "name": "a",
        "batch_input_shape": [None, None, 24, 40, 1],
        "filters": 1,
        "kernel_size": [1, 1],
        "padding": "same",
    },
}


def external_links(group, name, shape):
    group[name] = h5py.ExternalLink("elsewhere.h5", "/" + name)


def large_chunks(group, name, shape):
    chunks = (1 << 24,) if len(shape) == 1 else (64,) * len(shape)
    group.create_dataset(name, shape, "f4", maxshape=(None,) * len(shape), chunks=chunks)


def integers(group, name, shape):
    group.create_dataset(name, data=numpy.ones(shape, "i4"))


for write in external_links, large_chunks, integers:
    with h5py.File(pathlib.Path(__file__).with_name(write.__name__ + ".h5"), "w", libver="latest") as file:
        file.attrs["keras_version"] = "3.7.0"
        file.attrs["model_config"] = json.dumps({"class_name": "Sequential", "config": {"layers": [LAYER]}})
        layer = file.create_group("model_weights/a")
        layer.attrs["weight_names"] = list(SHAPES)
        for name, shape in SHAPES.items():
            write(layer, name, shape)

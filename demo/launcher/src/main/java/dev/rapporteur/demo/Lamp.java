package dev.rapporteur.demo;

/** How a part is. */
enum Lamp {
    DOWN,
    STARTING,
    UP,
    STOPPING
}

package dev.rapporteur.testkit.net;

/** Which way bytes go through a proxy. */
public enum Direction {
    /** From who connects to the server: requests. */
    TO_SERVER,
    /** From the server to who connects: answers. */
    TO_CLIENT
}

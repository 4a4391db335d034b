package dev.rapporteur.it.crash;

import java.util.Random;

/** Kinds of transactions that clients ask for, with how often they do, and how many postings each has. */
enum Wish {
    SINGLE("post", 60, 1),
    /** To two topics. */
    COPIED("post", 15, 1),
    BULK("post", 4, 500),
    /** Rolled back by the application. */
    DECLINED("decline", 10, 1),
    /** Timed out. */
    OVERDUE("outstay", 2, 1),
    /** The database refuses it when it is asked to prepare or commit. */
    REFUSED("post", 9, 1);

    /** The database refuses what is below zero. */
    private static final int REFUSED_AMOUNT = -1_000_000;

    private static final int HIGHEST_AMOUNT = 1_000_000;

    private final String method;
    private final int weight;
    private final int postings;

    Wish(String method, int weight, int postings) {
        this.method = method;
        this.weight = weight;
        this.postings = postings;
    }

    /** One of those that this book can be asked for. */
    static Wish any(Random random, Book book) {
        Wish wish = any(random);
        return wish == REFUSED && !book.source().canRefuseAtCommit() ? SINGLE : wish;
    }

    private static Wish any(Random random) {
        int total = 0;
        for (Wish wish : values()) {
            total += wish.weight;
        }
        int chosen = random.nextInt(total);
        for (Wish wish : values()) {
            chosen -= wish.weight;
            if (chosen < 0) {
                return wish;
            }
        }
        throw new IllegalStateException("The weights don't add up");
    }

    /** The counter's method. */
    String method() {
        return method;
    }

    int postings() {
        return postings;
    }

    int amount(Random random) {
        return this == REFUSED ? REFUSED_AMOUNT : random.nextInt(HIGHEST_AMOUNT);
    }

    /** Whether it can't but fail. (An overdue one can, if the transaction manager is late itself.) */
    boolean isVain() {
        return this == DECLINED || this == REFUSED;
    }
}

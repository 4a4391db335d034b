package dev.rapporteur.demo;

import java.io.IOException;

/** The one client that pays: one payment after the other, numbered from 1. Safe for use by several threads. */
final class Client {

    private final Desk desk;
    private final Books books;
    private final Story story;
    private long lastNumber;

    Client(Desk desk, Books books, Story story) {
        this.desk = desk;
        this.books = books;
        this.story = story;
    }

    /** Asks for the next payment and notes what the desk answers. */
    synchronized Attempt pay(String account, long cents, Wish wish) {
        lastNumber++;
        Attempt asked = Attempt.asked(new Payment(lastNumber, account, cents), wish);
        books.note(asked);
        Attempt answered = asked.answered(answer(asked));
        books.note(answered);
        return answered;
    }

    private Answer answer(Attempt asked) {
        long number = asked.payment().number();
        try {
            return desk.pay(asked.payment(), asked.wish());
        } catch (IOException e) {
            if (asked.wish() == Wish.PULL_PLUG) {
                story.tell("Payment " + number + ": the plug was pulled, the desk is gone without an answer.");
            } else {
                story.trouble("Payment " + number + " got no answer: " + e.getMessage());
            }
            return Answer.NONE;
        }
    }
}

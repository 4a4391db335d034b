package dev.rapporteur.benchmarks.decided;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import org.jspecify.annotations.Nullable;

/** A persistent queue of the server's own broker, and consumers that keep it empty. For any thread. */
@ApplicationScoped
public class Queued {

    private static final int CONSUMERS = 2;
    private static final String KEY = "account";

    @Resource(lookup = "java:/JmsXA")
    private ConnectionFactory pooled;

    @Resource(lookup = "java:/ConnectionFactory")
    private ConnectionFactory consuming;

    @Resource(lookup = "java:/jms/queue/" + Topics.NAME)
    private Queue queue;

    private Connection connection;
    private volatile @Nullable Arrivals arrivals;

    @PostConstruct
    void consume() {
        try {
            connection = consuming.createConnection();
            for (int i = 0; i < CONSUMERS; i++) {
                connection
                        .createSession(false, Session.DUPS_OK_ACKNOWLEDGE)
                        .createConsumer(queue)
                        .setMessageListener(this::take);
            }
            connection.start();
        } catch (JMSException e) {
            throw new IllegalStateException("The queue has no consumers", e);
        }
    }

    @PreDestroy
    void stop() throws JMSException {
        connection.close();
    }

    private void take(Message message) {
        Arrivals noted = arrivals;
        if (noted != null) {
            try {
                noted.note(message.getStringProperty(KEY));
            } catch (JMSException e) {
                throw new IllegalStateException("A message has no readable key", e);
            }
        }
    }

    /** From now on it is noted when a consumer has a message, which costs a little. */
    Arrivals noteArrivals(int messages) {
        Arrivals noted = new Arrivals(messages);
        arrivals = noted;
        return noted;
    }

    void noteNoArrivals() {
        arrivals = null;
    }

    /** Sends in the caller's transaction. */
    void send(String key, byte[] payload, int messages) throws JMSException {
        try (Connection joined = pooled.createConnection();
                Session session = joined.createSession();
                MessageProducer producer = session.createProducer(queue)) {
            producer.setDeliveryMode(DeliveryMode.PERSISTENT);
            for (int i = 0; i < messages; i++) {
                BytesMessage message = session.createBytesMessage();
                message.setStringProperty(KEY, key);
                message.writeBytes(payload);
                producer.send(message);
            }
        }
    }
}

package dev.rapporteur.it.app;

import jakarta.annotation.Resource;
import jakarta.ejb.EJBContext;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;

/** An enterprise bean whose transactions the container begins and ends. */
@Stateless
public class ContainerManaged {

    @Inject
    private Sender sender;

    @Inject
    private Later later;

    @Resource
    private EJBContext context;

    /** Ends well. */
    public void commits(String topic) {
        sender.send(topic, "cmt");
    }

    /** Ends with a system exception. */
    public void fails(String topic) {
        sender.send(topic, "cmt");
        throw new Payments.Declined();
    }

    /** Marks its transaction and ends well. */
    public void marks(String topic) {
        sender.send(topic, "cmt");
        context.setRollbackOnly();
    }

    /** Has another thread send in a transaction of its own, and fails. */
    public void failsAfterAsynchronousCall(String topic) throws Exception {
        sender.send(topic, "caller");
        later.send(topic).get();
        throw new Payments.Declined();
    }
}

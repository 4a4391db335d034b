package dev.rapporteur.demo.desk;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** The desk over HTTP. */
@RequestScoped
@Path("payments")
@Produces(MediaType.APPLICATION_JSON)
public class PaymentResource {

    @Inject
    private PaymentDesk desk;

    @Inject
    private PaymentTable table;

    /** Takes a payment; it is committed when this answers with 201, and rolled back with {@link Problems}. */
    @POST
    public Response take(
            @FormParam("number") long number,
            @FormParam("account") String account,
            @FormParam("cents") long cents,
            @FormParam("wish") Wish wish) {
        Payment payment = new Payment(number, account, cents);
        desk.take(payment, wish);
        return Response.status(Response.Status.CREATED).entity(payment.toJson()).build();
    }

    /** The rows in the database now. */
    @GET
    public JsonArray rows() {
        JsonArrayBuilder rows = Json.createArrayBuilder();
        table.all().forEach(payment -> rows.add(payment.toJson()));
        return rows.build();
    }
}

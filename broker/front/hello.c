#include "hello.h"

#include <stdio.h>
#include <string.h>

static enum sp_verdict
refuse(const char **detail, enum sp_verdict verdict, const char *text)
{
    *detail = text;
    return verdict;
}

/* The certificate in the hello is the one that this very connection was opened with. */
static bool
is_of_connection(
    const struct sp_call *call, const struct sp_hello *hello, struct sp_bytes certificate)
{
    struct sp_exporter exporter;
    struct sp_buffer der;

    if (sp_call_exporter(call, &exporter) != SP_OK ||
        !sp_equal_secret(exporter.b, hello->exporter.b, sizeof(exporter.b))) {
        return false;
    }
    sp_buffer_init(&der, SP_CERTIFICATE_MAX);
    bool same = sp_transport_peer(&exporter, &der) == SP_OK &&
                sp_bytes_equal(sp_buffer_bytes(&der), certificate);
    sp_buffer_wipe(&der);
    return same;
}

enum sp_verdict
sp_hello_check(const struct sp_hello_check *check, const struct sp_hello_request *request,
    struct sp_arena *arena, struct sp_hello *hello, struct sp_session *session, const char **detail)
{
    struct sp_certificate certificate;
    const char *field = "";

    if (sp_wire_read(&sp_shape_hello, request->hello, arena, hello, &field) != SP_OK) {
        return refuse(detail, SP_VERDICT_REFUSE_FRAME, field);
    }
    if (!is_of_connection(check->call, hello, request->certificate)) {
        return refuse(
            detail, SP_VERDICT_REFUSE_HELLO, "exporter: not of this connection; say hello anew");
    }
    if (sp_certificate_check(
            check->trust, request->certificate, check->now_ms, &certificate, &field) != SP_OK) {
        return refuse(detail, SP_VERDICT_REFUSE_CERT, field);
    }
    if (!sp_party_equal(&certificate.party, &hello->party) ||
        memcmp(&certificate.hash, &hello->certificate_hash, sizeof(certificate.hash)) != 0) {
        return refuse(detail, SP_VERDICT_REFUSE_HELLO, "party: not that of the certificate");
    }
    if (certificate.party.role == SP_ROLE_BROKER &&
        !sp_party_equal(&certificate.party, check->broker)) {
        return refuse(detail, SP_VERDICT_REFUSE_HELLO, "party: another broker");
    }
    if (sp_verify(&certificate.key, "hello", &request->hello, 1, &request->signature) != SP_OK) {
        return refuse(detail, SP_VERDICT_REFUSE_SIGNATURE, "signature: does not verify");
    }
    if (!sp_party_equal(&hello->broker, check->broker)) {
        return refuse(detail, SP_VERDICT_REFUSE_HELLO, "broker: this is another one");
    }
    int64_t away = check->now_ms - (int64_t)hello->time_ms;
    if (away > SP_CLOCK_SKEW_MS || away < -SP_CLOCK_SKEW_MS) {
        return refuse(detail, SP_VERDICT_REFUSE_CLOCK,
            "time_ms: more than 15 minutes from the broker's clock: set yours right");
    }
    session->pipe = sp_call_pipe(check->call);
    session->exporter = hello->exporter;
    session->not_after_ms = certificate.not_after_ms;
    session->generation = check->generation;
    session->certificate_bytes = request->certificate.size;
    memcpy(session->certificate, request->certificate.data, request->certificate.size);
    struct sp_asker *asker = &session->asker;
    memset(asker, 0, sizeof(*asker));
    asker->party = certificate.party;
    sp_party_text(&certificate.party, asker->text);
    asker->certificate_hash = certificate.hash;
    asker->key = certificate.key;
    memcpy(asker->name, certificate.name, sizeof(asker->name));
    memcpy(asker->organisation, certificate.organisation, sizeof(asker->organisation));
    (void)snprintf(asker->peer, sizeof(asker->peer), "%s", sp_call_peer(check->call));
    return SP_VERDICT_DONE;
}

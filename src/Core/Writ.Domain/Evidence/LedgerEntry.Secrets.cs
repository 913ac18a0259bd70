using System.Text.Json;

namespace Writ.Domain;

public abstract partial record LedgerEntry
{
    /// <summary>A secret of the store was set or removed. Written before it is.</summary>
    /// <param name="Secret">Its name.</param>
    /// <param name="IsRemoved">True when it was removed.</param>
    /// <param name="By">Which operator credential.</param>
    public sealed record SecretChanged(Slug Secret, bool IsRemoved, string By) : LedgerEntry
    {
        /// <inheritdoc />
        public override string Kind => IsRemoved ? "secret.removed" : "secret.set";

        /// <inheritdoc />
        protected override void WriteMembers(Utf8JsonWriter json)
        {
            json.WriteString("secret", Secret.ToString());
            json.WriteString("by", By);
        }
    }

    /// <summary>A secret's value goes to a server for a task. Written before it does.</summary>
    /// <param name="For">The task.</param>
    /// <param name="Decision">The opening of the session that it is used in.</param>
    /// <param name="Secret">Its name.</param>
    /// <param name="Version">Which value: the store's version, or the keyed digest of a value from elsewhere.</param>
    /// <param name="Server">The server.</param>
    public sealed record SecretUsed(TaskId For, DecisionId Decision, Slug Secret, string Version, Slug Server) : LedgerEntry
    {
        /// <inheritdoc />
        public override string Kind => "secret.used";

        /// <inheritdoc />
        public override TaskId Task => For;

        /// <inheritdoc />
        protected override void WriteMembers(Utf8JsonWriter json)
        {
            json.WriteString("decision", Decision.ToString());
            json.WriteString("secret", Secret.ToString());
            json.WriteString("version", Version);
            json.WriteString("server", Server.ToString());
        }
    }
}

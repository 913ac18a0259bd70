using System.Text;
using System.Text.Json;

namespace Writ.Domain;

public abstract partial record LedgerEntry
{
    /// <summary>An instance was attested.</summary>
    /// <param name="Instance">What was shown of it. What its launcher says stands apart from what the kernel shows.</param>
    public sealed record InstanceAttested(AttestedInstance Instance) : LedgerEntry
    {
        /// <inheritdoc />
        public override string Kind => "instance.attested";

        /// <inheritdoc />
        protected override void WriteMembers(Utf8JsonWriter json)
        {
            json.WriteString("instance", Instance.Id.ToString());
            json.WriteString("workload", Instance.Path.ToString());
            json.WriteString("assurance", Word(Instance.Assurance));
            json.WriteString("attestation", Word(Instance.Method));
            if (Instance.ProcessId > 0)
            {
                json.WriteNumber("uid", Instance.UserId);
                json.WriteString("groups", Instance.Groups);
                Write(json, "cgroup", Instance.ControlGroup);
            }

            Write(json, "executable", Instance.Executable);
            Write(json, "selectors", Instance.Selectors);
            if (Instance.LeaseEnds is { } ends)
            {
                Write(json, "key", Digest256.Sha256(Encoding.UTF8.GetBytes(Instance.PublicKey)));
                Write(json, "lease", ends);
            }

            if (!Instance.CommandLine.IsDefault || !Instance.Script.IsDefault)
            {
                json.WriteStartObject("launcher_says");
                Write(json, "command", Instance.CommandLine);
                Write(json, "script", Instance.Script);
                json.WriteEndObject();
            }
        }
    }

    /// <summary>A join token was given out. Written before anybody has it.</summary>
    /// <param name="Agent">Whose instance its holder becomes.</param>
    /// <param name="Token">The SHA-256 of the token.</param>
    /// <param name="Expires">When it ends.</param>
    public sealed record JoinOffered(Slug Agent, Digest256 Token, DateTimeOffset Expires) : LedgerEntry
    {
        /// <inheritdoc />
        public override string Kind => "join.offered";

        /// <inheritdoc />
        protected override void WriteMembers(Utf8JsonWriter json)
        {
            json.WriteString("agent", Agent.ToString());
            Write(json, "token", Token);
            Write(json, "expires", Expires);
        }
    }
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Writ.Domain;

/// <summary>
/// One action as its zone described it: what is done, to what, with which arguments, and the very bytes that will be forwarded.
/// The bytes are copied in once and never handed out for writing, so the described bytes are the forwarded bytes.
/// </summary>
public sealed class ActionRequest
{
    /// <summary>For how long an idempotency key is remembered, at least.</summary>
    public static readonly TimeSpan KeptKeys = TimeSpan.FromHours(24);

    /// <summary>What an idempotency key is spent as.</summary>
    public const string KeyKind = "idempotency";

    private readonly byte[] message;
    private readonly Range arguments;

    /// <summary>Describes an action.</summary>
    /// <param name="name">What is done.</param>
    /// <param name="effects">What it does to the world, from the catalogue; never from the server's own word.</param>
    /// <param name="resource">To what it is done.</param>
    /// <param name="destination">Where its data goes.</param>
    /// <param name="message">The protocol message that will be forwarded.</param>
    /// <param name="arguments">The slice of <paramref name="message"/> that is the JSON object of arguments; empty when there is none.</param>
    /// <param name="definition">The digest of the pinned definition of what is called; the zero value where there is none.</param>
    public ActionRequest(
        ActionName name, Effects effects, ResourceRef resource, Destination destination, ReadOnlySpan<byte> message, Range arguments, Digest256 definition)
    {
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentNullException.ThrowIfNull(destination);
        if (name.IsDefault || effects == Effects.None)
        {
            throw new ArgumentException("an action has a name and effects", nameof(name));
        }

        Name = name;
        Effects = effects;
        Resource = resource;
        Destination = destination;
        Definition = definition;
        this.message = message.ToArray();
        this.arguments = arguments;
        Hash = ComputeHash();
    }

    /// <summary>What is done.</summary>
    public ActionName Name { get; }

    /// <summary>What it does to the world.</summary>
    public Effects Effects { get; }

    /// <summary>To what it is done.</summary>
    public ResourceRef Resource { get; }

    /// <summary>Where its data goes.</summary>
    public Destination Destination { get; }

    /// <summary>The digest of the pinned definition of what is called.</summary>
    public Digest256 Definition { get; }

    /// <summary>
    /// The SHA-256 of what the caller names this action and its repetitions by; the zero value when it does not. Of all that an agent's instances ask for on one behalf by one name and
    /// key, at most one is let through, for <see cref="KeptKeys"/>.
    /// </summary>
    public Digest256 IdempotencyKey { get; init; }

    /// <summary>The protocol message that will be forwarded.</summary>
    public ReadOnlyMemory<byte> Message => message;

    /// <summary>The JSON object of arguments, as it stands in <see cref="Message"/>; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Arguments => message.AsMemory(arguments);

    /// <summary>The SHA-256 of the exact name, the exact argument bytes and the definition: what an approval is bound to. Keyed before it is written anywhere.</summary>
    public Digest256 Hash { get; }

    /// <summary>What is spent when the action is let through, so that it is once; null when the caller gave no idempotency key. A key is the agent's, for one subject: its next instance cannot use it again, and work for somebody else is not kept from it.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="subject">The pseudonym of whom it acts for; the zero value when it acts for itself.</param>
    public SpendKey? Once(Slug agent, Digest256 subject)
    {
        if (IdempotencyKey.IsDefault)
        {
            return null;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, "writ once v1"u8);
        Append(hash, Encoding.UTF8.GetBytes(agent.ToString()));
        Append(hash, subject.ToArray());
        Append(hash, Encoding.UTF8.GetBytes(Name.ToString()));
        Append(hash, IdempotencyKey.ToArray());
        return new SpendKey(KeyKind, Finish(hash));
    }

    private Digest256 ComputeHash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, "writ action v1"u8);
        Append(hash, Encoding.UTF8.GetBytes(Name.ToString()));
        Append(hash, message.AsSpan(arguments));
        Append(hash, Definition.ToArray());
        return Finish(hash);
    }

    private static Digest256 Finish(IncrementalHash hash)
    {
        Span<byte> digest = stackalloc byte[Digest256.Length];
        hash.GetHashAndReset(digest);
        return new Digest256(digest);
    }

    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> part)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, part.Length);
        hash.AppendData(length);
        hash.AppendData(part);
    }
}

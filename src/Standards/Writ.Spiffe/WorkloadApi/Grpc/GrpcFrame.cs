using System.Buffers;
using System.Buffers.Binary;
using Google.Protobuf;

namespace Writ.Spiffe.WorkloadApi;

/// <summary>The framing of messages in gRPC over HTTP/2: a byte that says whether it is compressed, the length in four bytes, the message.</summary>
public static class GrpcFrame
{
    /// <summary>The content type of requests and answers.</summary>
    public const string ContentType = "application/grpc";

    /// <summary>The header or trailer of the status.</summary>
    public const string StatusHeader = "grpc-status";

    /// <summary>The header or trailer of the status in words.</summary>
    public const string MessageHeader = "grpc-message";

    private const int PrefixLength = 5;

    /// <summary>The bytes of one message in its frame, uncompressed.</summary>
    public static byte[] Write(IMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var size = message.CalculateSize();
        var frame = new byte[PrefixLength + size];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), size);
        message.WriteTo(frame.AsSpan(PrefixLength));
        return frame;
    }

    /// <summary>Takes the first frame from bytes that came in.</summary>
    /// <param name="received">The bytes; moved behind the frame when there is a whole one.</param>
    /// <param name="most">The longest message that is read.</param>
    /// <param name="message">The message's bytes.</param>
    public static GrpcFraming Take(ref ReadOnlySequence<byte> received, int most, out ReadOnlySequence<byte> message)
    {
        message = default;
        if (received.Length < PrefixLength)
            return received.IsEmpty ? GrpcFraming.Nothing : GrpcFraming.Part;
        Span<byte> prefix = stackalloc byte[PrefixLength];
        received.Slice(0, PrefixLength).CopyTo(prefix);
        var length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
        if (prefix[0] is not 0)
            return GrpcFraming.Compressed;
        if (length > most)
            return GrpcFraming.TooLong;
        if (received.Length < PrefixLength + length)
            return GrpcFraming.Part;
        message = received.Slice(PrefixLength, length);
        received = received.Slice(PrefixLength + length);
        return GrpcFraming.Whole;
    }

    /// <summary>A status in words as a header carries it: percent-encoded but for printable ASCII.</summary>
    public static string EncodeMessage(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return string.Concat(System.Text.Encoding.UTF8.GetBytes(text).Select(b => b is >= 0x20 and <= 0x7E and not (byte)'%' ? ((char)b).ToString() : $"%{b:X2}"));
    }
}

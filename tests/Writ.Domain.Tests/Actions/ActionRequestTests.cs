using System.Text;

namespace Writ.Domain.Tests.Actions;

public sealed class ActionRequestTests
{
    private const string Message = """{"method":"tools/call","params":{"arguments":{"path":"a.txt"}}}""";
    private static readonly byte[] Bytes = Encoding.UTF8.GetBytes(Message);
    private static readonly Range Slice = Message.IndexOf("""{"path""", StringComparison.Ordinal)..^2;
    private static readonly Digest256 Definition = Digest256.Sha256("definition"u8);

    [Fact]
    public void Constructor_SourceMutatedAfterwards_ChangesNothing()
    {
        var source = Bytes.ToArray();
        var request = Make(source, Slice);
        var hash = request.Hash;
        Array.Fill(source, (byte)'x');

        Assert.Equal(Bytes, request.Message.ToArray());
        Assert.Equal("""{"path":"a.txt"}""", Encoding.UTF8.GetString(request.Arguments.Span));
        Assert.Equal(hash, Make(Bytes, Slice).Hash);
        Assert.Equal(hash, request.Hash);
    }

    [Fact]
    public void Arguments_OfASlice_AreThatSliceOfTheMessage()
    {
        Assert.Equal("""{"path":"a.txt"}""", Encoding.UTF8.GetString(Make(Bytes, Slice).Arguments.Span));
        Assert.Equal(Bytes, Make(Bytes, ..).Arguments.ToArray());
        Assert.True(Make(Bytes, 0..0).Arguments.IsEmpty);
        Assert.True(Make(Bytes, ^0..).Arguments.IsEmpty);
        Assert.True(Make([], ..).Arguments.IsEmpty);
    }

    [Fact]
    public void Constructor_SliceOutsideTheMessage_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Make(Bytes, ..(Bytes.Length + 1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Make(Bytes, 5..3));
    }

    [Fact]
    public void Hash_AnyArgumentByteChanged_Changes()
    {
        var hash = Make(Bytes, Slice).Hash;
        var (start, length) = Slice.GetOffsetAndLength(Bytes.Length);
        for (var i = start; i < start + length; i++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                var other = Bytes.ToArray();
                other[i] ^= (byte)(1 << bit);
                Assert.NotEqual(hash, Make(other, Slice).Hash);
            }
        }
    }

    [Fact]
    public void Hash_AnyDefinitionByteChanged_Changes()
    {
        var hash = Make(Bytes, Slice).Hash;
        for (var i = 0; i < Digest256.Length; i++)
        {
            var other = Definition.ToArray();
            other[i] ^= 1;
            Assert.NotEqual(hash, Make(Bytes, Slice, definition: new Digest256(other)).Hash);
        }
    }

    [Fact]
    public void Hash_AnyCharacterOfTheNameChanged_Changes()
    {
        const string name = "files/read_text_file";
        var hashes = Enumerable.Range(0, name.Length).Where(i => name[i] != '/').Select(i => Make(Bytes, Slice, name[..i] + "q" + name[(i + 1)..]).Hash).ToHashSet();
        Assert.Equal(name.Length - 1, hashes.Count);
        Assert.DoesNotContain(Make(Bytes, Slice, name).Hash, hashes);
    }

    [Fact]
    public void Hash_BytesMovedBetweenNameAndArguments_Changes() =>
        Assert.NotEqual(Make("bc"u8, .., "files/a").Hash, Make("c"u8, .., "files/ab").Hash);

    [Fact]
    public void Hash_OnlyTheEnvelopeChanged_StaysBecauseAnApprovalIsForTheArguments()
    {
        var other = Bytes.ToArray();
        other[2] ^= 1;
        Assert.Equal(Make(Bytes, Slice).Hash, Make(other, Slice).Hash);
    }

    [Fact]
    public void Constructor_NoNameOrEffects_Throws()
    {
        var resource = Given.Resource("Case", "42");
        var destination = new Destination("server", "files");
        Assert.Throws<ArgumentException>(() => new ActionRequest(default, Effects.Read, resource, destination, Bytes, .., default));
        Assert.Throws<ArgumentException>(() => new ActionRequest(Given.Name("files/a"), Effects.None, resource, destination, Bytes, .., default));
        Assert.Throws<ArgumentNullException>(() => new ActionRequest(Given.Name("files/a"), Effects.Read, null!, destination, Bytes, .., default));
        Assert.Throws<ArgumentNullException>(() => new ActionRequest(Given.Name("files/a"), Effects.Read, resource, null!, Bytes, .., default));
    }

    [Fact]
    public void ToString_OfWhatComesFromArguments_ShowsNoneOfIt()
    {
        Assert.Equal("Case", Given.Resource("Case", "planted").ToString());
        Assert.Equal("recipient", new Destination("recipient", "planted@example.org").ToString());
    }

    [Fact]
    public void Unclassified_IsDestructiveAndEgress() => Assert.Equal(Effects.Destructive | Effects.Egress, Effects.Unclassified);

    private static ActionRequest Make(ReadOnlySpan<byte> message, Range arguments, string name = "files/read_text_file", Digest256? definition = null) =>
        new(Given.Name(name), Effects.Read, Given.Resource("Case", "42"), new Destination("server", "files"), message, arguments, definition ?? Definition);

    private static ActionRequest Make(byte[] message, Range arguments, string name = "files/read_text_file", Digest256? definition = null) =>
        Make(message.AsSpan(), arguments, name, definition);
}
